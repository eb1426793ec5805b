/**
 * The sealed place of one trial: a world, the hosts in it, and the proof that it is sealed.
 *
 * <p>Start at {@link World}. This package alone knows bubblewrap, namespaces, limits and how a
 * world is ended. It knows nothing of AI systems: it starts what it is told to and hands out no
 * verdict.
 */
@NullMarked
package dev.redline.testbed;

import org.jspecify.annotations.NullMarked;
