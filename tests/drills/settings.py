"""The product's settings with a beat that ticks each second: the drills wait for no minute."""

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE = {"deliver-due": CELERY_BEAT_SCHEDULE["deliver-due"] | {"schedule": 1.0}}
