/**
 * An assistant that works on a computer through terminals.
 *
 * <p>Two programs make it up. {@link aisystem.LlmServer} loads the model's weights and answers chat
 * completions. {@link aisystem.AgentServer} takes a task from a user, asks the LLM server what to
 * do next, does it in a terminal, and goes on until the task is finished.
 */
package aisystem;
