package io.mesosframework.conformance.mainjob;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a test that shows what the whole is able to do; the list of them is the list of features. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Scenario {
    /** A few words. */
    String title();

    /** A sentence that says what is seen when it passes. */
    String shows();
}
