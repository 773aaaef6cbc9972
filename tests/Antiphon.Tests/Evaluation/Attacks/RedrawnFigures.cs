using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>
/// The figures that follow from the functions of a witness, whatever these are; lower ends are at most the upper ones, as a forger would
/// see to.
/// </summary>
/// <param name="forgery">The witness, in its game.</param>
internal sealed class RedrawnFigures(Forgery forgery)
{
    private readonly CooperativeGame game = forgery.Game.WithAgents(forgery.Certificate.Agents);
    private readonly DirectLaws laws = new(forgery.Game.WithAgents(forgery.Certificate.Agents), (int)forgery.Certificate.Agents);

    /// <summary>The certificate with these figures.</summary>
    public NashCertificate Certificate
    {
        get
        {
            (double[] start, WitnessFunction value) = (Start(), forgery.Find("value"));
            (double[] tagged, double[] spread) = (TaggedStart(), Spread(value.Values));
            WitnessFunction own = forgery.Find("selfish.value");
            WitnessFunction group = forgery.Find("welfare.best");
            double[] raised = CertificateVerifier.Raised(game, laws, group.Values, forgery.Certificate.WelfareGroup, default);
            return forgery.Certificate with
            {
                Value = start.Zip(value.Values, (mass, worth) => mass * worth).Sum(),
                Residual = value.Error,
                DispatcherGap = Gap("dispatcher", start, value.Values, value.Error, forgery.Find("dispatcher.best")),
                AgentGap = Gap("agent", tagged, spread, value.Error, forgery.Find("agent.best")),
                SelfishAgentGap = Gap("selfish", tagged, own.Values, own.Error, forgery.Find("selfish.best")),
                TeamGap = Gap("team", start, value.Values, value.Error, group with { Values = raised }),
                WelfareGap = Gap("welfare", start, value.Values, value.Error, group with { Values = raised }),
            };
        }
    }

    /// <summary>A function of the population as one of a tagged agent's place in it.</summary>
    public double[] Spread(double[] values) =>
        [.. Tagged().SelectMany(counts => Enumerable.Range(0, game.GlobalStates).Select(state => values[Place(counts, state)]))];

    private EquilibriumGap Gap(string name, double[] start, double[] values, double error, WitnessFunction best)
    {
        (double mean, double largest) = Gains(best.Values);
        double errors = best.Error + error;
        (double initial, double worst) = (Math.Max(0, mean + errors), Math.Max(0, largest + errors));
        return new EquilibriumGap(
            new GapInterval(Math.Min(initial, Sure(forgery.Witness.Find($"{name}.initial")).Mean), initial),
            new GapInterval(Math.Min(worst, Sure(forgery.Witness.Find($"{name}.worst")).Largest), worst)
        );

        (double Mean, double Largest) Sure(WitnessFunction? deviation)
        {
            (double sum, double most) = deviation is null ? default : Gains(deviation.Values);
            double unsure = (deviation?.Error ?? 0) + error;
            return (Math.Max(0, sum - unsure), Math.Max(0, most - unsure));
        }

        (double Mean, double Largest) Gains(double[] other)
        {
            double[] gains = [.. other.Zip(values, (one, own) => one - own)];
            return (start.Zip(gains, (mass, gain) => mass * gain).Sum(), gains.Max());
        }
    }

    private double[] Start() =>
        [
            .. Enumerable
                .Range(0, laws.Lattice(laws.Agents).Size)
                .SelectMany(rank => game.Initial.Global.Select(mass => mass * laws.Start(laws.Counts(laws.Agents, rank)))),
        ];

    private double[] TaggedStart() =>
        [
            .. Tagged()
                .SelectMany(
                    (counts, row) =>
                        game.Initial.Global.Select(mass => mass * laws.Start(counts) * counts[row % game.LocalStates] / laws.Agents)
                ),
        ];

    // All agents' counts, for each rank of the others' and each state of the tagged one.
    private IEnumerable<int[]> Tagged()
    {
        for (int row = 0; row < laws.Lattice(laws.Agents - 1).Size * game.LocalStates; row++)
        {
            int[] counts = laws.Counts(laws.Agents - 1, row / game.LocalStates);
            counts[row % game.LocalStates]++;
            yield return counts;
        }
    }

    private int Place(int[] counts, int globalState)
    {
        CountLattice lattice = laws.Lattice(laws.Agents);
        return (lattice.Rank(counts) * game.GlobalStates) + globalState;
    }
}
