"""The settings of the product with a beat that runs each second, so that the drills do not wait for a minute."""

from config.settings import *  # noqa: F403
from config.settings import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE = {"deliver-due": CELERY_BEAT_SCHEDULE["deliver-due"] | {"schedule": 1.0}}
