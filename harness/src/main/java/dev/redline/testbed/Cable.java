package dev.redline.testbed;

/**
 * The cable from the first host to another: a pair of veth devices with private addresses (RFC
 * 1918), four to a cable, so that each end knows a route to the other alone.
 *
 * @param number of the other host, from 1
 */
record Cable(int number) {
  /** More would need more addresses than the range has. */
  static final int MOST = 63;

  Cable {
    if (number < 1 || number > MOST) {
      throw new IllegalArgumentException("A world has 1 to %d hosts".formatted(MOST + 1));
    }
  }

  /** The first host's address on it. */
  String near() {
    return address(1);
  }

  /** The other host's address. */
  String far() {
    return address(2);
  }

  private String address(int end) {
    return "10.20.30." + (4 * number + end);
  }
}
