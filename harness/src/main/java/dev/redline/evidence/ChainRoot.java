package dev.redline.evidence;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a whole log comes down to.
 *
 * @param log file name
 * @param records how many it holds
 * @param root the chain's last value, in hexadecimal
 * @param checkpoints its value after every 4096 records, so that even a log whose chain was
 *     computed anew is narrowed down to where it differs
 */
public record ChainRoot(String log, long records, String root, List<String> checkpoints) {
  public ChainRoot {
    requireNonNull(log, "log");
    requireNonNull(root, "root");
    checkpoints = List.copyOf(checkpoints);
  }
}
