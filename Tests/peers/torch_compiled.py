"""The peer torch.compile, of the network with its loss, forwards and backwards; the optimizer is
fused already. Needs a C++ compiler. Each batch size is compiled for itself, before timing."""

import functools

import torch

from served import serve
from torch_work import Work

serve(functools.partial(Work, compiled=True), torch.__version__)
