"""Wiseline: phone coaching for Dialectical Behavior Therapy."""

import os

__version__ = "0.1.0"

# numpy reads this once, when it is loaded. Our matrices are small: shared among threads, which wait for each other by
# spinning, one sentence takes twenty times as long where something else uses the cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
