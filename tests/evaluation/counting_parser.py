"""The parser process of the sandbox, which also notes what memory each of its children took: `counting_parser.py FILE`."""

import os
import sys
from pathlib import Path

from ingest import parser_process


def noted(child: int, options: int) -> tuple[int, int]:
    """`os.waitpid`, with the child's peak of resident memory in KiB as a line of FILE."""
    ended, status, usage = os.wait4(child, options)
    with Path(sys.argv[1]).open("a", encoding="ascii") as file:
        file.write(f"{usage.ru_maxrss}\n")
    return ended, status


if __name__ == "__main__":
    parser_process.os.waitpid = noted
    parser_process.serve(locked=parser_process.UNLOCKED not in sys.argv)
