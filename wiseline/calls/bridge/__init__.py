"""One call between a page of the app and the phone network: this server is the other end of both.

To the page it is another device: it answers and offers by the same signals (`page`). To the phone network it sends and
takes mu-law sound (`rtp` to a PBX). `carry` holds the two ends of one line together, in the event loop of `loop`, a
thread of its own. Nothing is kept of what goes through.
"""
