"""The losses that people know, and the likelihood that each of them is."""

from nllax._losses.derive import derive as derive
from nllax._losses.huber_loss import huber_loss as huber_loss
from nllax._losses.l1_loss import l1_loss as l1_loss
from nllax._losses.l2_loss import l2_loss as l2_loss
from nllax._losses.squared_error import squared_error as squared_error
from nllax._losses.table import table as table
