package dev.redline.oracle;

import dev.redline.evidence.FaultCause;

/** Why the evidence cannot be judged. */
record Gap(FaultCause cause, String what) {}
