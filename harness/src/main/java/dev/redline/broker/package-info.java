/**
 * Hands out thoughts: leases, possession proofs, metering, revocation.
 *
 * <p>Start at {@code Broker}. This package alone knows the accelerator's protocol. It cannot see
 * which model thinks: it has a {@link Mind} and nothing else.
 */
@NullMarked
package dev.redline.broker;

import org.jspecify.annotations.NullMarked;
