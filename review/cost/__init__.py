"""Estimates the monthly cost of the synthesized resources from a table of dated list prices."""

from review.cost.estimate import Estimate as Estimate
from review.cost.estimate import Line as Line
from review.cost.estimate import estimate as estimate
