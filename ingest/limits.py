"""What one file may cost. Beyond these it is refused, or read in part, with the reason."""

FILE_BYTES = 50 << 20
CPU_SECONDS = 60
WALL_SECONDS = 90
MEMORY_BYTES = 1 << 30
"""Address space that reading a file may take beyond what the parser process holds before."""
OUTPUT_BYTES = 200 << 20
"""What the parser may answer."""
PAGES = 5_000
"""Pages of one PDF; a longer one is read up to here and is partial."""
RECOGNISED_PAGES = 500
"""Scanned pages of one file that are recognised, each within the limits above; it is partial if it has more."""
