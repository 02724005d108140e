/** The scenarios, a class for each subject. Every public class here that is a Book is found and run. */
@NullMarked
package io.mesosframework.conformance.suite.books;

import org.jspecify.annotations.NullMarked;
