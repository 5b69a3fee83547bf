"""Shared by all tests: Qt draws off screen, and does so before anything imports it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
