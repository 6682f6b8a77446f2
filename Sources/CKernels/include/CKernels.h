#ifndef CKERNELS_H
#define CKERNELS_H

#include "CKernelsSHA256.h"

#endif
