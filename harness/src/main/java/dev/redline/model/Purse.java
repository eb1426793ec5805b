package dev.redline.model;

import java.util.Optional;

/**
 * The money of one run. A call may begin only when what it costs at most still fits, together with
 * all calls under way; so the bound is never crossed, and a run may end a little before it. Safe
 * for use by many threads.
 */
public final class Purse {
  private final Optional<Double> most;
  private double spent;
  private double underWay;
  private double maybe;
  private int unsettled;

  /**
   * @param most US dollars, above 0; empty where there is no bound
   * @param spentBefore US dollars that earlier parts of the run cost, at least 0
   */
  public Purse(Optional<Double> most, double spentBefore) {
    if (most.filter(dollars -> !(dollars > 0)).isPresent() || !(spentBefore >= 0)) {
      throw new IllegalArgumentException(
          "money must be above 0 and what was spent at least 0, but they were %s and %s"
              .formatted(most, spentBefore));
    }
    this.most = most;
    this.spent = spentBefore;
  }

  /** Without a bound. */
  public static Purse bottomless() {
    return new Purse(Optional.empty(), 0);
  }

  /** The bound. */
  public Optional<Double> most() {
    return most;
  }

  /** What was spent for certain, in US dollars. */
  public synchronized double spent() {
    return spent;
  }

  /** Calls that broke off and may have been charged for; their cost is not in what was spent. */
  public synchronized int unsettled() {
    return unsettled;
  }

  /** Lets a call begin that costs at most so much, unless it might cross the bound. */
  synchronized boolean reserve(double worst) {
    // What may have been charged counts as charged: the bound must hold either way.
    if (most.isPresent() && spent + maybe + underWay + worst > most.get()) {
      return false;
    }
    underWay += worst;
    return true;
  }

  /** The call came to its end, at this cost. */
  synchronized void paid(double reserved, double cost) {
    underWay -= reserved;
    spent += cost;
  }

  /** The call was not carried out, and nothing is owed. */
  synchronized void released(double reserved) {
    underWay -= reserved;
  }

  /** The call broke off, or its cost was not told: all of what it could cost is held back. */
  synchronized void unknown(double reserved) {
    underWay -= reserved;
    maybe += reserved;
    unsettled++;
  }
}
