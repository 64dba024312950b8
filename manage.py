#!/usr/bin/env python3
"""Plenary's command line."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (Django's own layout: the settings are set first)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
