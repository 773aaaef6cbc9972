using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>Options of <see cref="RepresentativeLLearn"/>.</summary>
internal sealed record RepresentativeOptions
{
    /// <summary>Accuracy of the surrogate's values; positive, in units of one agent's return.</summary>
    public double Accuracy { get; init; } = 1e-6;

    /// <summary>Whether the answer is the softmax of Q, as the authors' program has it, or greedy.</summary>
    public bool Softmax { get; init; } = true;

    /// <summary>
    /// How many observations per global state estimate P_eff; at least 1 (the authors' program: 200). Null: the exact expectation.
    /// </summary>
    public int? Draws { get; init; }

    /// <summary>
    /// Root of the randomness of the draws: equal seeds draw from equal streams in every solve, as in the authors' program.
    /// </summary>
    public ulong Seed { get; init; } = 1;

    internal void Check()
    {
        if (!(Accuracy > 0) || Draws < 1)
        {
            throw new InvalidInputException(
                $"the representative agent needs accuracy > 0 and at least 1 draw; found {Accuracy} and {Draws?.ToString() ?? "none"}"
            );
        }
    }
}

/// <summary>What <see cref="RepresentativeLLearn"/> found.</summary>
/// <param name="Policy">pi_l, for all agents.</param>
/// <param name="ActionValues">Q[s_l][s_g][a_l], flat: one agent's own expected discounted reward in the surrogate.</param>
/// <param name="Population">mu: the fixed mix of local states that the surrogate takes the others to have; length S.</param>
/// <param name="ErrorBound">Proved bound on the error of the values that <paramref name="ActionValues"/> look ahead to.</param>
/// <param name="Sweeps">Sweeps of value iteration.</param>
/// <param name="StopReason">Why it stopped.</param>
internal sealed record RepresentativeResult(
    LocalPolicy Policy,
    IReadOnlyList<double> ActionValues,
    IReadOnlyList<double> Population,
    double ErrorBound,
    int Sweeps,
    StopReason StopReason
);

/// <summary>
/// L-LEARN by a representative agent: the surrogate that the authors' released program uses in place of the paper's chained MDP. One agent
/// with its own reward r_l lives beside a population frozen at a fixed mix mu. The global state then is a Markov chain of its own:
/// P_eff(s_g' | s_g) = E over c ~ Multinomial(k, mu) of P_g(s_g' | s_g, pi_g(s_g, c)). Value iteration on (s_g, s_l) gives Q.
/// </summary>
/// <remarks>
/// Not a best response: the agent does not see that its moves, made by all, change what the global agent observes, nor that mu moves. The
/// program estimates P_eff by 200 draws; here it is the exact expectation unless draws are asked for. mu is what 50 steps of the kernel
/// averaged over global states make of the uniform law; the softmax's temperature is max(0.3, range/3), the range being that of the cell's
/// own Q(s_l, s_g, .). All three are the program's own choices.
/// </remarks>
/// <param name="options">Accuracy, the form of the answer, and how the observation is averaged over.</param>
internal sealed class RepresentativeLLearn(RepresentativeOptions options)
{
    private const int MixingSteps = 50;
    private const double LowestTemperature = 0.3;
    private const double TemperatureShare = 1.0 / 3;
    private const int MaximumSweeps = 100_000;

    /// <summary>Solves the surrogate.</summary>
    /// <param name="game">The game.</param>
    /// <param name="start">The pair; its global policy is kept fixed, its local policy gives mu.</param>
    /// <param name="observations">Count vectors of the k agents that the global policy sees.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <exception cref="InvalidInputException">The observations are not those of the global policy.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public RepresentativeResult Solve(
        CooperativeGame game,
        JointPolicy start,
        CountLattice observations,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(observations);
        options.Check();
        game.RequireOneType("the representative oracle", "use the reactive one");
        game.RequireUncoupled("the representative oracle", "use the reactive one");
        start.RequireFit(game);
        SubsampleCheck.RequireObservations(game, start.Global, observations);
        double[] population = Mix(game, start.Local);
        double[] transition = options.Draws is { } draws
            ? DrawnTransition(game, start.Global.RequireActionLaw(), observations, population, draws, cancellation)
            : EffectiveTransition(game, start.Global.RequireActionLaw(), observations, population, cancellation);
        int cells = game.LocalStates * game.GlobalStates;
        (double[] values, double[] qualities) = (new double[cells], new double[cells * game.LocalActions]);
        var bound = default(SpanBound);
        double accuracy = Math.Max(options.Accuracy, SpanBound.RoundingFloor(game));
        (int sweeps, StopReason stop) = (0, StopReason.IterationLimit);
        while (sweeps < MaximumSweeps && stop != StopReason.AccuracyReached)
        {
            cancellation.ThrowIfCancellationRequested();
            bound = Sweep(game, transition, values, qualities).Checked($"representative agent, sweep {sweeps + 1}");
            sweeps++;
            stop = bound.Error <= accuracy ? StopReason.AccuracyReached : stop;
        }

        // Q looks ahead to the middle of the bounds, so that it is right on the whole and not only in its differences.
        qualities = [.. qualities.Select(quality => quality + bound.Correction)];
        return new RepresentativeResult(Policy(game, qualities), qualities, population, bound.Error, sweeps, stop);
    }

    private static SpanBound Sweep(CooperativeGame game, double[] transition, double[] values, double[] qualities)
    {
        // ahead[y][s_g] = E[V(s_g', y) | s_g]: the next global state does not depend on the agent.
        double[] ahead = new double[values.Length];
        int states = game.GlobalStates;
        for (int cell = 0; cell < values.Length; cell++)
        {
            Span<double> row = values.AsSpan(cell / states * states, states);
            int globalState = cell % states;
            for (int next = 0; next < states; next++)
            {
                ahead[cell] += transition[(globalState * states) + next] * row[next];
            }
        }

        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int cell = 0; cell < values.Length; cell++)
        {
            double best = double.NegativeInfinity;
            for (int action = 0; action < game.LocalActions; action++)
            {
                double quality = Quality(game, ahead, cell / states, cell % states, action);
                qualities[(cell * game.LocalActions) + action] = quality;
                best = Math.Max(best, quality);
            }

            double change = best - values[cell];
            (smallest, largest) = (Math.Min(change, smallest), Math.Max(change, largest)); // both pass NaN on
            values[cell] = best;
        }

        return new SpanBound(smallest, largest, game.Discount);
    }

    private static double Quality(CooperativeGame game, double[] ahead, int localState, int globalState, int action)
    {
        ReadOnlySpan<double> row = game.LocalTransition(localState, globalState, action);
        double expected = 0.0;
        for (int next = 0; next < row.Length; next++)
        {
            expected += row[next] * ahead[(next * game.GlobalStates) + globalState];
        }

        return game.LocalReward(localState, globalState, action) + (game.Discount * expected);
    }

    private static double[] Mix(CooperativeGame game, LocalPolicy local)
    {
        var kernels = new LocalKernels(game, local.Probabilities);
        double[] mix = new double[game.LocalStates];
        Array.Fill(mix, 1.0 / mix.Length);
        for (int step = 0; step < MixingSteps; step++)
        {
            double[] next = new double[mix.Length];
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                ReadOnlySpan<double> kernel = kernels.Transition(globalState);
                for (int entry = 0; entry < kernel.Length; entry++)
                {
                    next[entry % mix.Length] += mix[entry / mix.Length] * kernel[entry] / game.GlobalStates;
                }
            }

            mix = next;
        }

        return mix;
    }

    // [s_g][s_g'], flat.
    private static double[] EffectiveTransition(
        CooperativeGame game,
        IActionLaw global,
        CountLattice observations,
        double[] population,
        CancellationToken cancellation
    )
    {
        double[] transition = new double[game.GlobalStates * game.GlobalStates];
        double[] law = new double[game.GlobalActions];
        int[] counts = new int[observations.States];
        counts[^1] = observations.Agents;
        int rank = 0;
        do
        {
            cancellation.ThrowIfRequested(rank);
            double weight = Math.Exp(MultinomialSampler.LogProbability(counts, population));
            for (int globalState = 0; weight > 0 && globalState < game.GlobalStates; globalState++)
            {
                global.Write(globalState, counts, law);
                AddTransition(game, globalState, law, weight, transition);
            }

            rank++;
        } while (observations.MoveNext(counts));

        return transition;
    }

    private static void AddTransition(
        CooperativeGame game,
        int globalState,
        ReadOnlySpan<double> actionLaw,
        double weight,
        double[] transition
    )
    {
        for (int action = 0; action < actionLaw.Length; action++)
        {
            ReadOnlySpan<double> row = game.GlobalTransition(globalState, action);
            for (int next = 0; next < row.Length; next++)
            {
                transition[(globalState * row.Length) + next] += weight * actionLaw[action] * row[next];
            }
        }
    }

    // The same by draws, other ones for every global state.
    private double[] DrawnTransition(
        CooperativeGame game,
        IActionLaw global,
        CountLattice observations,
        double[] population,
        int draws,
        CancellationToken cancellation
    )
    {
        double[] transition = new double[game.GlobalStates * game.GlobalStates];
        double[] law = new double[game.GlobalActions];
        (long[] drawn, int[] seen) = (new long[observations.States], new int[observations.States]);
        RandomStream stream = new RandomStream(options.Seed).Split(Purposes.EffectiveTransition);
        for (int draw = 0; draw < draws * game.GlobalStates; draw++)
        {
            cancellation.ThrowIfRequested(draw);
            MultinomialSampler.Sample(stream, observations.Agents, population, drawn);
            for (int state = 0; state < seen.Length; state++)
            {
                seen[state] = (int)drawn[state];
            }

            global.Write(draw / draws, seen, law);
            AddTransition(game, draw / draws, law, 1.0 / draws, transition);
        }

        return transition;
    }

    private LocalPolicy Policy(CooperativeGame game, double[] qualities)
    {
        double[] table = new double[qualities.Length];
        for (int cell = 0; cell < table.Length; cell += game.LocalActions)
        {
            Span<double> row = qualities.AsSpan(cell, game.LocalActions);
            (double smallest, double largest) = (row.ToArray().Min(), row.ToArray().Max());
            ActionSet allowed = game.Allowed.LocalCell(cell / game.LocalActions);
            int best = allowed.Played(row.IndexOf(largest));
            double temperature = Math.Max(LowestTemperature, TemperatureShare * (largest - smallest));
            for (int action = 0; action < row.Length; action++)
            {
                table[cell + action] =
                    !allowed.Contains(action) ? 0
                    : options.Softmax ? Math.Exp((row[action] - row[best]) / temperature)
                    : action == best ? 1
                    : 0;
            }

            double total = table.AsSpan(cell, game.LocalActions).ToArray().Sum();
            for (int action = 0; action < row.Length; action++)
            {
                table[cell + action] /= total;
            }
        }

        return LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table);
    }
}
