"""Views: every number and label that any document of a round shows, made once and frozen. Pure."""

from __future__ import annotations

from kusei_batch.report.views.build import build_round_view
from kusei_batch.report.views.facts import Newer, RoundFacts, UnidentifiedLine
from kusei_batch.report.views.model import RoundView
from kusei_batch.report.views.rounds import OtherRounds

__all__ = ["Newer", "OtherRounds", "RoundFacts", "RoundView", "UnidentifiedLine", "build_round_view"]
