<?php

declare(strict_types=1);

namespace NetcoreAes\Exception;

use NetcoreAes\Problem;

/**
 * Events that the vendor would refuse, drop or not be able to use; nothing was encrypted.
 */
final class EventsException extends NetcoreAesException
{
    /** @var list<Problem> */
    private array $problems = [];

    /**
     * Everything that is wrong with them, warnings too.
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
        $more = count($errors) > 1 ? ' (and ' . (count($errors) - 1) . ' more errors)' : '';
        $exception = new self("the events would not arrive: {$errors[0]}{$more}");
        $exception->problems = $problems;
        return $exception;
    }
}
