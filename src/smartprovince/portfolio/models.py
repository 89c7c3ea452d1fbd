"""The tables of the portfolio, each beside its matter."""

from __future__ import annotations

from .applications.models import Application as Application
from .applications.models import DuplicateVerdict as DuplicateVerdict
from .funds.models import FundSource as FundSource
from .innovations.models import Innovation as Innovation
from .problems.models import Problem as Problem
from .programmes.models import BudgetLine as BudgetLine
from .programmes.models import Indicator as Indicator
from .programmes.models import Milestone as Milestone
from .programmes.models import Partner as Partner
from .programmes.models import Programme as Programme
from .programmes.models import Risk as Risk
from .programmes.models import Target as Target
from .progress.models import Period as Period
from .progress.models import Reached as Reached
from .progress.models import Spend as Spend
from .progress.models import Update as Update
from .resources.models import Capacity as Capacity
from .resources.models import Resource as Resource
from .reuse.models import ReuseRequest as ReuseRequest
from .services.models import Satisfaction as Satisfaction
from .services.models import Service as Service
