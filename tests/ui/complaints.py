# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program may not say on standard error."""
import re

PATTERN = re.compile(
    r"-(CRITICAL|WARNING|ERROR)\b.*\*\*|\*\* .*(CRITICAL|WARNING|ERROR)|\*\* (CRITICAL|WARNING)"
    r"|ERROR: \w+Sanitizer|runtime error: |SUMMARY: \w+Sanitizer"
    r"|Bail out!|[Aa]ssertion .*failed|double free|free\(\): |corrupted|Deprecat")

# Lines that the missing rest of a desktop causes, not the program; each says why.
ALLOWED = []


def complaints(text):
    return [line for line in text.splitlines()
            if PATTERN.search(line) and not any(allowed.search(line) for allowed in ALLOWED)]
