/**
 * llama.cpp in a process of its own, started for one model file. It alone knows llama.cpp's
 * library; it never knows of studies, trials or evidence, and nothing else of Redline runs in its
 * process.
 */
@NullMarked
package dev.redline.llama;

import org.jspecify.annotations.NullMarked;
