#include "CEngineKernels.h"
