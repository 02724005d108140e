package io.mesosframework.logging;

/**
 * A line that is no record, such as one of a stack trace that another program wrote between ours.
 *
 * @param text the line
 * @param reason what is wrong with it, for people
 */
public record NotMlog(String text, String reason) implements MlogLine {}
