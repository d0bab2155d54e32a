"""What the synthesized resources cost a month, by list prices of a dated table."""

from review.cost.estimate import Estimate as Estimate
from review.cost.estimate import Line as Line
from review.cost.estimate import estimate as estimate
