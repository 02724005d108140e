package io.mesosframework.storage.election;

/**
 * Who leads.
 *
 * @param term counts the elections, from 1: each leader has a higher one than those before
 */
public record Leader(Candidate candidate, long term) {}
