package io.mesosframework.conformance.suite;

import java.util.List;

/** The scenarios of one subject. Implementations are public, have a constructor without parameters and stand in {@code books}. */
public interface Book {
    List<Scenario> scenarios();
}
