"""Wiseline for the phones on the local network: its address, a certificate of its own, a QR code."""
