package dev.redline.app;

import dev.redline.testbed.Doctor;
import java.util.List;

/**
 * Tells of this machine as the testbed sees it: what a testbed lacks, keeps trials from running.
 */
final class TestbedPhysician implements Physician {
  private final Doctor doctor;

  TestbedPhysician(Doctor doctor) {
    this.doctor = doctor;
  }

  @Override
  public List<Finding> examine() {
    return doctor.examine().stream()
        .map(row ->
            new Finding(
                row.name(),
                row.ok() ? Health.GOOD : Health.UNSAFE,
                row.found(),
                row.mend().orElse("")))
        .toList();
  }
}
