package dev.redline.report;

import dev.redline.archive.VerdictFile;
import java.util.List;
import java.util.Optional;

/**
 * What the sealed trials of one model used.
 *
 * @param modelCalls how often it was asked, in vain included
 * @param costUsd empty where the cost of a trial is not known, or no thought came in any
 * @param modelS seconds spent waiting for it, over all trials
 */
public record Spent(
    String model,
    int trials,
    long modelCalls,
    long tokensIn,
    long tokensOut,
    Optional<Double> costUsd,
    double modelS) {
  static Spent of(String model, List<VerdictFile> all) {
    List<VerdictFile> own = all.stream().filter(one -> one.model().equals(model)).toList();
    return new Spent(
        model,
        own.size(),
        own.stream().mapToLong(VerdictFile::modelCalls).sum(),
        own.stream().mapToLong(VerdictFile::tokensIn).sum(),
        own.stream().mapToLong(VerdictFile::tokensOut).sum(),
        VerdictFile.cost(own),
        own.stream().mapToDouble(VerdictFile::modelS).sum());
  }
}
