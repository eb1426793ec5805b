/**
 * What a thought is made of: the conversation that a model is shown and what it answers.
 *
 * <p>Start at {@link ThoughtRequest} and {@link ThoughtReply}. Plain values in the shape of
 * OpenAI's chat completions, which is what the AI system speaks; this package never asks a model.
 */
@NullMarked
package dev.redline.thought;

import org.jspecify.annotations.NullMarked;
