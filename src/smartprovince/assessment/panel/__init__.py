"""What assessors do together: evidence verdicts, independent readings, moderation, calibration."""
