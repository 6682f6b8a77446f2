"""The peer PyTorch eager; served.py says how it is run."""

import functools

import torch

from served import serve
from torch_work import Work

serve(functools.partial(Work, compiled=False), torch.__version__)
