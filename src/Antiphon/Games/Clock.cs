namespace Antiphon.Games;

/// <summary>
/// A clock for games whose rules follow the time of day, the day of the week or any other period. It multiplies the global states: those
/// of the game are the pairs (phase, s_g), named "phase/s_g", with index phase * G + s_g. The phase advances by one each step and begins
/// anew after the last. Immutable.
/// </summary>
/// <remarks>
/// All agents see the global state, and so the phase. The resulting game is an ordinary game: its file and its hash cover the multiplied
/// tables, not the clock.
/// </remarks>
public sealed class Clock
{
    /// <summary>A clock.</summary>
    /// <param name="period">The number of phases, from 1 to 10,000.</param>
    /// <param name="names">One name per phase; null takes "0", "1", ..</param>
    /// <param name="start">The phase at time 0, from 0 to <paramref name="period"/> - 1.</param>
    /// <exception cref="GameValidationException">The clock is not sound; the exception lists every reason.</exception>
    public Clock(int period, IReadOnlyList<string>? names = null, int start = 0)
    {
        var violations = new List<Violation>();
        Validate(period, names, start, violations);
        if (violations.Count > 0)
        {
            throw new GameValidationException("the clock", violations);
        }

        Names = Array.AsReadOnly(names is null ? NameReader.DefaultNames(period) : [.. names]);
        Start = start;
    }

    /// <summary>P, the number of phases.</summary>
    public int Period => Names.Count;

    /// <summary>One name per phase.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The phase at time 0.</summary>
    public int Start { get; }

    /// <summary>A game with a clock that changes nothing but the global states.</summary>
    /// <param name="game">The game in every phase.</param>
    /// <exception cref="GameValidationException">The definition is not a game; the exception lists every reason.</exception>
    public GameDefinition Multiply(GameDefinition game) => Multiply(_ => game);

    /// <summary>A game whose tables depend on the phase. Start law and targets of the geometry are those of the phase at time 0.</summary>
    /// <param name="game">
    /// The game in each phase, by its index; called once for each. All have the same names, discount, number of agents and types.
    /// </param>
    /// <exception cref="GameValidationException">
    /// A definition is not a game, or differs from that of phase 0 in what all phases share, or the multiplied game is too large; the
    /// exception lists every reason.
    /// </exception>
    public GameDefinition Multiply(Func<int, GameDefinition> game)
    {
        ArgumentNullException.ThrowIfNull(game);
        var phases = new GameDefinition[Period];
        for (int phase = 0; phase < Period; phase++)
        {
            phases[phase] = game(phase);
            bool seen = phase > 0 && ReferenceEquals(phases[phase], phases[phase - 1]);
            List<Violation> violations = seen ? [] : [.. GameValidator.Validate(phases[phase])];
            if (violations.Count == 0 && (phase > 0 || !IsTooLong(phases[0], violations)))
            {
                Compare(phases[0], phases[phase], violations);
            }

            if (violations.Count > 0)
            {
                throw new GameValidationException($"game '{phases[phase].Name}' in phase {Names[phase]}", violations);
            }
        }

        return new ClockProduct(this, phases).Definition();
    }

    internal static void Validate(long period, IReadOnlyList<string>? names, long start, List<Violation> violations)
    {
        if (period is < 1 or > GameLimits.Phases)
        {
            violations.Add(
                new Violation(
                    "clock.period",
                    $"is {period}",
                    $"a number of phases from 1 to {GameLimits.Phases}",
                    "choose for example 24 for the hours of a day"
                )
            );
            return;
        }

        if (names is not null)
        {
            var check = new NameCheck(violations);
            check.List("clock.names", [.. names]);
            for (int phase = 0; phase < names.Count; phase++)
            {
                check.Prefix($"clock.names[{phase}]", names[phase], "global states are named \"phase/state\"");
            }

            if (names.Count != period)
            {
                violations.Add(
                    new Violation(
                        "clock.names",
                        $"has {names.Count} {(names.Count == 1 ? "name" : "names")}",
                        $"{period}, one per phase",
                        "name every phase, or leave names out"
                    )
                );
            }
        }

        if (start < 0 || start >= period)
        {
            violations.Add(
                new Violation("clock.start", $"is {start}", $"the index of a phase, from 0 to {period - 1}", "count phases from 0")
            );
        }
    }

    /// <summary>Notes whether a period multiplies a game beyond what is accepted.</summary>
    /// <param name="game">A sound definition, that of one phase.</param>
    /// <param name="violations">Where it is noted.</param>
    internal bool IsTooLong(GameDefinition game, List<Violation> violations)
    {
        long states = (long)Period * game.GlobalStateNames.Length;
        long rows = game.GlobalActionNames.Length;
        rows +=
            (game.Types is { } types ? types.Sum(type => type.LocalStateNames.Length) : game.LocalStateNames.Length)
            * (long)game.LocalActionNames.Length;
        long probabilities = Period * Probabilities(game);
        if (states <= GameLimits.Names && rows * states <= GameLimits.TableEntries / 2 && probabilities <= GameLimits.TableEntries)
        {
            return false;
        }

        violations.Add(
            new Violation(
                "clock.period",
                $"is {Period}, which makes {states:N0} global states and {rows * states:N0} rows of {probabilities:N0} probabilities",
                $"at most {GameLimits.Names:N0} states, {GameLimits.TableEntries / 2:N0} rows and {GameLimits.TableEntries:N0} probabilities",
                "shorten the period, or merge states or actions"
            )
        );
        return true;
    }

    // As many as there are in memory for one phase: parts that are one object count once.
    private static long Probabilities(GameDefinition game) =>
        Listed(game.GlobalRows ?? (Array)game.GlobalTransition)
        + Listed(game.LocalRows ?? (Array)game.LocalTransition)
        + (game.Types?.Sum(type => Listed(type.LocalRows ?? (Array)type.LocalTransition)) ?? 0);

    private static long Listed(Array? level)
    {
        if (level is double[] dense)
        {
            return dense.Length;
        }

        long sum = 0;
        object? before = null;
        foreach (object? part in level ?? Array.Empty<object>())
        {
            sum +=
                ReferenceEquals(part, before) ? 0
                : part is TransitionRow row ? row.Coupling?.At.Sum(at => (long)at.Probabilities.Length) ?? row.Probabilities.Length
                : Listed(part as Array);
            before = part;
        }

        return sum;
    }

    // All phases are played by the same agents in the same states.
    private static void Compare(GameDefinition first, GameDefinition other, List<Violation> violations)
    {
        Check("globalStates", Same(first.GlobalStateNames, other.GlobalStateNames));
        Check("localStates", Same(first.LocalStateNames, other.LocalStateNames));
        Check("globalActions", Same(first.GlobalActionNames, other.GlobalActionNames));
        Check("localActions", Same(first.LocalActionNames, other.LocalActionNames));
        Check("discount", first.Discount.Equals(other.Discount));
        Check("agents", first.Agents == other.Agents);
        Check("types", first.Types?.Count == other.Types?.Count && (first.Types ?? []).Zip(other.Types ?? []).All(SameType));
        Check("aggregates", Same(first.Aggregates ?? [], other.Aggregates ?? []));
        Check("geometry.distance", (first.Geometry?.Distance is null) == (other.Geometry?.Distance is null));

        void Check(string place, bool same)
        {
            if (!same)
            {
                violations.Add(new Violation(place, "differs from that of phase 0", "the same in all phases", "let only tables differ"));
            }
        }
    }

    private static bool SameType((AgentTypeDefinition First, AgentTypeDefinition Other) types) =>
        types.First.Name == types.Other.Name
        && types.First.Share.Equals(types.Other.Share)
        && Same(types.First.LocalStateNames, types.Other.LocalStateNames);

    private static bool Same(IReadOnlyList<Aggregate> first, IReadOnlyList<Aggregate> other) =>
        first.Count == other.Count
        && first
            .Zip(other)
            .All(pair =>
                pair.First.Name == pair.Second.Name
                && pair.First.Weights.SequenceEqual(pair.Second.Weights)
                && pair.First.Breakpoints.SequenceEqual(pair.Second.Breakpoints)
            );

    private static bool Same(string[] first, string[] other) => first.SequenceEqual(other, StringComparer.Ordinal);
}
