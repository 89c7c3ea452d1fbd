"""The worked example: Bali. Everything invented here is marked `simulated` and says *data simulasi* wherever shown."""
