using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Solving;

/// <summary>
/// The Bellman operators of the surrogate of k agents, for solvers to be compared on: expectations by the library's advance, the maximum
/// and the choice of a policy's action by plain loops. It counts sweeps: applications of the whole transition operator, one advance for
/// every global state.
/// </summary>
internal sealed class Surrogate
{
    private readonly CooperativeGame game;
    private readonly PopulationOperator population;
    private readonly double[] discounted;
    private readonly double[] localRewards;
    private readonly FunctionBuffer advanced;

    /// <summary>gamma of the game.</summary>
    public double Discount => game.Discount;

    /// <summary>Binds a game's kernels; functions start at 0.</summary>
    /// <param name="model">The surrogate's count vectors.</param>
    /// <param name="localPolicy">What the agents do.</param>
    /// <param name="workers">Who shares the work.</param>
    public Surrogate(ExactPopulation model, LocalPolicy localPolicy, Workers workers)
    {
        (game, Nodes, Channels, Workers) = (model.Game, model.Nodes, model.Stride, workers);
        var kernels = new LocalKernels(game, localPolicy.Probabilities);
        population = model.Bind(kernels, workers);
        discounted =
        [
            .. game
                .GlobalTransitions.Rows.ToArray()
                .SelectMany(row => row.ToArray(game.GlobalStates))
                .Select(probability => game.Discount * probability),
        ];
        localRewards = new double[Length];
        advanced = new FunctionBuffer(Length);
        Actions = new int[Length];
        FillLocalRewards(model, kernels);
    }

    public int Nodes { get; }

    /// <summary>Global states; a function is [node * Channels + s_g].</summary>
    public int Channels { get; }

    public int Length => Nodes * Channels;

    public Workers Workers { get; }

    /// <summary>Sweeps so far.</summary>
    public int Sweeps { get; private set; }

    /// <summary>The greedy actions of the last <see cref="Improve"/>, [node * Channels + s_g].</summary>
    public int[] Actions { get; }

    /// <summary>image = T V, the greedy actions, and MacQueen's bounds of the image.</summary>
    public SpanBound Improve(FunctionBuffer values, FunctionBuffer image)
    {
        Sweeps++;
        (double smallest, double largest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int state = 0; state < Channels; state++)
        {
            population.Advance(state, values, advanced);
            for (int node = 0; node < Nodes; node++)
            {
                Span<double> after = advanced.Span.Slice(node * Channels, Channels);
                (int best, double most) = (0, double.NegativeInfinity);
                for (int action = 0; action < game.GlobalActions; action++)
                {
                    double value = game.GlobalReward(state, action) + Expect(state, action, after);
                    (best, most) = value > most ? (action, value) : (best, most);
                }

                int place = (node * Channels) + state;
                Actions[place] = best;
                image.Span[place] = most + localRewards[place];
                double change = image.Span[place] - values.Span[place];
                (smallest, largest) = (Math.Min(smallest, change), Math.Max(largest, change));
            }
        }

        return new SpanBound(smallest, largest, game.Discount);
    }

    /// <summary>image = T_pi V for the policy pi of <see cref="Actions"/>, or without rewards: gamma P_pi V.</summary>
    public void Follow(FunctionBuffer values, FunctionBuffer image, bool rewards)
    {
        Sweeps++;
        for (int state = 0; state < Channels; state++)
        {
            population.Advance(state, values, advanced);
            for (int node = 0; node < Nodes; node++)
            {
                int place = (node * Channels) + state;
                double value = Expect(state, Actions[place], advanced.Span.Slice(node * Channels, Channels));
                image.Span[place] = rewards ? value + game.GlobalReward(state, Actions[place]) + localRewards[place] : value;
            }
        }
    }

    private double Expect(int state, int action, ReadOnlySpan<double> after)
    {
        Span<double> row = discounted.AsSpan(((state * game.GlobalActions) + action) * Channels, Channels);
        double sum = 0.0;
        for (int next = 0; next < row.Length; next++)
        {
            sum += row[next] * after[next];
        }

        return sum;
    }

    private void FillLocalRewards(ExactPopulation model, LocalKernels kernels)
    {
        double[] fractions = new double[game.LocalStates];
        for (int node = 0; node < Nodes; node++)
        {
            model.Fractions(node, fractions);
            for (int state = 0; state < Channels; state++)
            {
                ReadOnlySpan<double> rates = kernels.Reward(state);
                for (int local = 0; local < fractions.Length; local++)
                {
                    localRewards[(node * Channels) + state] += fractions[local] * rates[local];
                }
            }
        }
    }
}
