using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// k uniform samples of which each is lost with probability q: k - j are lost with the binomial probability, and those that arrive are a
/// uniform j-subset. A count vector holds the lost first, so that those with k - j lost stand in one piece, in the order of the lattice of
/// j agents.
/// </summary>
internal sealed class LossyObservationLaw : ObservationLaw
{
    private readonly ObservationLaw[] arrived;
    private readonly double[] probability;
    private readonly int[] begin;
    private readonly int nodes;
    private FunctionBuffer[] parts = [];
    private FunctionBuffer? result;

    /// <summary>Prepares the laws of 0, 1, .. k arrivals.</summary>
    /// <param name="model">The population.</param>
    /// <param name="rule">q.</param>
    /// <param name="observations">Count vectors of k over S + 1 places.</param>
    /// <param name="cancellation">Cancels this and all later work with the law.</param>
    internal LossyObservationLaw(
        PopulationModel model,
        LossySampling rule,
        CountLattice observations,
        CancellationToken cancellation = default
    )
    {
        (Observations, nodes) = (observations, model.Nodes);
        MemoryBudget.Require(
            (observations.Agents + 1.0) * 2 * model.Nodes * Lanes.Stride(model.Game.GlobalActions) * sizeof(double),
            $"lossy sampling at k = {observations.Agents:N0} and {model.Nodes:N0} nodes",
            "lower k or the number of agents"
        );
        arrived =
        [
            .. Enumerable
                .Range(0, observations.Agents + 1)
                .Select(agents => model.Observations(new CountLattice(observations.States - 1, agents), cancellation)),
        ];
        probability =
        [
            .. arrived.Select(
                (_, agents) => Math.Exp(BinomialSampler.LogProbability(observations.Agents - agents, observations.Agents, rule.Loss))
            ),
        ];
        begin = new int[arrived.Length];
        for ((int agents, int place) = (observations.Agents, 0); agents >= 0; place += arrived[agents].Observations.Size, agents--)
        {
            begin[agents] = place;
        }
    }

    public override CountLattice Observations { get; }

    internal override void Expect(FunctionBuffer function, FunctionBuffer atNodes, int stride)
    {
        Reserve(stride);
        atNodes.Span.Clear();
        for (int agents = 0; agents < arrived.Length; agents++)
        {
            if (probability[agents] == 0)
            {
                continue;
            }

            function.Span.Slice(begin[agents] * stride, parts[agents].Length).CopyTo(parts[agents].Span);
            arrived[agents].Expect(parts[agents], result!, stride);
            AddScaled(probability[agents], result!, atNodes);
        }
    }

    internal override void Adjoint(FunctionBuffer atNodes, FunctionBuffer function, int stride)
    {
        Reserve(stride);
        for (int agents = 0; agents < arrived.Length; agents++)
        {
            arrived[agents].Adjoint(atNodes, parts[agents], stride);
            Span<double> target = function.Span.Slice(begin[agents] * stride, parts[agents].Length);
            for (int place = 0; place < target.Length; place++)
            {
                target[place] = probability[agents] * parts[agents].Span[place];
            }
        }
    }

    private static void AddScaled(double weight, FunctionBuffer source, FunctionBuffer target)
    {
        for (int place = 0; place < source.Length; place++)
        {
            target.Span[place] += weight * source.Span[place];
        }
    }

    // Kept from call to call.
    private void Reserve(int stride)
    {
        if (result?.Length != nodes * stride)
        {
            result = new FunctionBuffer(nodes * stride);
            parts = [.. arrived.Select(law => new FunctionBuffer(law.Observations.Size * stride))];
        }
    }
}
