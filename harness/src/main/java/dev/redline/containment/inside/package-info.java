/**
 * What tries to get out of a testbed, as a program that runs inside one like a subject: {@link
 * dev.redline.containment.inside.Inside} is its main class.
 *
 * <p>A package of its own because it is copied into the world and runs there with the JDK alone; it
 * uses nothing else of Redline. Every attempt is harmless where it succeeds: it would show that a
 * door is open and go no further.
 */
@NullMarked
package dev.redline.containment.inside;

import org.jspecify.annotations.NullMarked;
