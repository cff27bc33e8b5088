<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

use NetcoreAes\Problem;

/**
 * The events have errors, so the vendor would refuse or drop them. Nothing was encrypted.
 */
final class EventsException extends NetcoreAesException
{
    /** @var list<Problem> */
    private array $problems = [];

    /**
     * Every problem of the events, warnings included.
     *
     * @return list<Problem>
     */
    public function problems(): array
    {
        return $this->problems;
    }

    /**
     * @internal
     *
     * @param non-empty-list<Problem> $problems
     */
    public static function about(array $problems): self
    {
        $errors = array_values(array_filter($problems, static fn (Problem $problem): bool => $problem->isError()));
        $more = count($errors) > 1 ? ' (first of ' . count($errors) . ' errors)' : '';
        $exception = new self("the events would not arrive: {$errors[0]}{$more}");
        $exception->problems = $problems;
        return $exception;
    }
}
