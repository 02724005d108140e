/**
 * What every module shares: the root of the SDK's errors.
 *
 * <p>Where the documentation of any module says "PROTOCOL A12", it means an item of the project's list of what a Mesos 1.11.0 does, which
 * was made from Mesos' own sources and from what the real programs sent. {@code docs/conformance.md} has the items of sections
 * A (transport), B (scheduler API), C (executor API), D (resources) and F (the inside), each with the scenario that shows it and the record of
 * the real Mesos. Items of section E are of the operators' API, of H the finding of masters by ZooKeeper; they are not in
 * that page, and the tests of the classes that name them show them.
 */
@NullMarked
package io.mesosframework;

import org.jspecify.annotations.NullMarked;
