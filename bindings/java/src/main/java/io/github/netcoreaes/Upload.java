package io.github.netcoreaes;

/** An item of an {@link UploadStream}. */
public sealed interface Upload permits UploadBody, EventProblems {}
