namespace Antiphon.Games;

/// <content>What depends on the population, and what it is at a population.</content>
public sealed partial class CooperativeGame
{
    /// <summary>The aggregates of the population on which rows and rewards depend; empty where nothing does.</summary>
    public IReadOnlyList<Aggregate> Aggregates => tables.Couplings?.Aggregates ?? [];

    /// <summary>How rows and rewards depend on the population; null where nothing does.</summary>
    internal Couplings? Couplings => tables.Couplings;

    /// <summary>How many hat functions rows and rewards are sums over; 1 where nothing depends on the population.</summary>
    internal int Hats => tables.Couplings?.Hats ?? 1;

    /// <summary>P_g(. | s_g, a_g) at a population.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="globalAction">a_g in [0, A).</param>
    /// <param name="fractions">mu, one fraction per local state.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="ArgumentException">There are not S fractions.</exception>
    public TransitionRow GlobalRow(int globalState, int globalAction, ReadOnlySpan<double> fractions) =>
        At(tables.GlobalTransition[tables.GlobalIndex(globalState, globalAction)], fractions);

    /// <summary>P_l(. | s_l, s_g, a_l) at a population.</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G), before the step.</param>
    /// <param name="localAction">a_l in [0, B).</param>
    /// <param name="fractions">mu before the step, one fraction per local state.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="ArgumentException">There are not S fractions.</exception>
    public TransitionRow LocalRow(int localState, int globalState, int localAction, ReadOnlySpan<double> fractions) =>
        At(tables.LocalTransition[tables.LocalIndex(localState, globalState, localAction)], fractions);

    /// <summary>r_g(s_g, a_g) at a population; its mean where it is random.</summary>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="globalAction">a_g in [0, A).</param>
    /// <param name="fractions">mu, one fraction per local state.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="ArgumentException">There are not S fractions.</exception>
    public double GlobalReward(int globalState, int globalAction, ReadOnlySpan<double> fractions)
    {
        int place = tables.GlobalIndex(globalState, globalAction);
        return tables.Couplings?.GlobalRewards[place] is { } coupled
            ? tables.Couplings.At(coupled, HatsAt(fractions))
            : tables.GlobalReward[place];
    }

    /// <summary>r_l(s_l, s_g, a_l) at a population; its mean where it is random.</summary>
    /// <param name="localState">s_l in [0, S).</param>
    /// <param name="globalState">s_g in [0, G).</param>
    /// <param name="localAction">a_l in [0, B).</param>
    /// <param name="fractions">mu, one fraction per local state.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its range.</exception>
    /// <exception cref="ArgumentException">There are not S fractions.</exception>
    public double LocalReward(int localState, int globalState, int localAction, ReadOnlySpan<double> fractions)
    {
        int place = tables.LocalIndex(localState, globalState, localAction);
        return tables.Couplings?.LocalRewards[place] is { } coupled
            ? tables.Couplings.At(coupled, HatsAt(fractions))
            : tables.LocalReward[place];
    }

    /// <summary>The part of P_g(. | s_g, a_g) under a hat function; null where it has none there.</summary>
    internal TransitionRow? GlobalPart(int hat, int globalState, int globalAction) =>
        Part(tables.GlobalTransition[tables.GlobalIndex(globalState, globalAction)], hat);

    /// <summary>The part of P_l(. | s_l, s_g, a_l) under a hat function; null where it has none there.</summary>
    internal TransitionRow? LocalPart(int hat, int localState, int globalState, int localAction) =>
        Part(tables.LocalTransition[tables.LocalIndex(localState, globalState, localAction)], hat);

    /// <summary>The part of r_g(s_g, a_g) under a hat function.</summary>
    internal double GlobalRewardPart(int hat, int globalState, int globalAction)
    {
        int place = tables.GlobalIndex(globalState, globalAction);
        return tables.Couplings?.Part(tables.Couplings.GlobalRewards[place], tables.GlobalReward[place], hat)
            ?? tables.GlobalReward[place];
    }

    /// <summary>The part of r_l(s_l, s_g, a_l) under a hat function.</summary>
    internal double LocalRewardPart(int hat, int localState, int globalState, int localAction)
    {
        int place = tables.LocalIndex(localState, globalState, localAction);
        return tables.Couplings?.Part(tables.Couplings.LocalRewards[place], tables.LocalReward[place], hat) ?? tables.LocalReward[place];
    }

    /// <summary>The mean of r_g at a place of its table, at given values of the hat functions.</summary>
    internal double GlobalRewardAt(int place, ReadOnlySpan<double> hats) =>
        tables.Couplings?.GlobalRewards[place] is { } coupled ? tables.Couplings.At(coupled, hats) : tables.GlobalReward[place];

    /// <summary>The mean of r_l at a place of its table, at given values of the hat functions.</summary>
    internal double LocalRewardAt(int place, ReadOnlySpan<double> hats) =>
        tables.Couplings?.LocalRewards[place] is { } coupled ? tables.Couplings.At(coupled, hats) : tables.LocalReward[place];

    /// <summary>The range over all populations of r_g(s_g, a_g).</summary>
    internal (double Least, double Most) GlobalRewardRange(int globalState, int globalAction) =>
        tables.GlobalRange(tables.GlobalIndex(globalState, globalAction));

    /// <summary>The range over all populations of r_l(s_l, s_g, a_l).</summary>
    internal (double Least, double Most) LocalRewardRange(int localState, int globalState, int localAction) =>
        tables.LocalRange(tables.LocalIndex(localState, globalState, localAction));

    /// <summary>
    /// The same game without couplings, every row and reward as it is where every aggregate is at a breakpoint of that number, or its
    /// last: for rough figures.
    /// </summary>
    internal CooperativeGame AtBreakpoint(int breakpoint)
    {
        double[] hats = new double[Hats];
        hats[0] = 1;
        for (int hat = 1; hat < hats.Length; hat++)
        {
            (int aggregate, int own) = tables.Couplings!.Place(hat);
            hats[hat] = own == Math.Min(breakpoint, Aggregates[aggregate].Breakpoints.Count - 1) ? 1 : 0;
        }

        return new CooperativeGame(Name, Discount, Agents, Sampling, tables.At(hats));
    }

    /// <summary>Refuses a game whose rows or rewards depend on the population, for what is not there for such games.</summary>
    /// <param name="job">What is refused, as the subject of a sentence.</param>
    /// <param name="remedy">What works instead.</param>
    /// <exception cref="InvalidInputException">The game declares aggregates.</exception>
    internal void RequireUncoupled(string job, string remedy) => Accept(RefusalOfCouplings(job, remedy));

    /// <summary>The words of that refusal; null where the game declares no aggregates.</summary>
    internal string? RefusalOfCouplings(string job, string remedy) =>
        tables.Couplings is { } couplings
            ? $"{job} does not support kernels and rewards that depend on the population; game '{Name}' declares "
                + $"{(couplings.Aggregates.Length == 1 ? "the aggregate" : "the aggregates")} "
                + $"{string.Join(", ", couplings.Aggregates.Select(aggregate => aggregate.Name))}; {remedy}"
            : null;

    private TransitionRow? Part(TransitionRow row, int hat) => tables.Couplings is { } couplings ? couplings.Part(row, hat) : row;

    // NaN stands where a reward depends on the population.
    private double Uncoupled(double reward)
    {
        if (double.IsNaN(reward))
        {
            RequireUncoupled("this computation", "request the rewards at a population");
        }

        return reward;
    }

    private TransitionRow Uncoupled(TransitionRow row)
    {
        if (row.Coupling is not null)
        {
            RequireUncoupled("this computation", "request the rows at a population");
        }

        return row;
    }

    private TransitionRow At(TransitionRow row, ReadOnlySpan<double> fractions) =>
        row.Coupling is null ? row : tables.Couplings!.At(row, HatsAt(fractions));

    private ReadOnlySpan<double> HatsAt(ReadOnlySpan<double> fractions)
    {
        if (fractions.Length != LocalStates)
        {
            throw new ArgumentException($"has {fractions.Length} entries; expected {LocalStates}", nameof(fractions));
        }

        double[] hats = new double[Hats];
        tables.Couplings!.Write(fractions, hats);
        return hats;
    }
}
