using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Which Bellman equation each function of a witness must satisfy, and at which states it is checked. The witness fits the game.
/// </summary>
internal sealed class WitnessEquations
{
    private readonly WitnessFunction group;
    private readonly int groupSize;
    private readonly List<(WitnessFunction Function, JointPolicy? Policy)> population = [];
    private readonly List<(WitnessFunction Function, LocalPolicy? Own, bool Selfish)> tagged = [];
    private readonly IReadOnlyList<int> populationStates;
    private readonly IReadOnlyList<int> taggedStates;
    private readonly IReadOnlyList<int> groupStates;

    internal WitnessEquations(CooperativeGame game, JointPolicy pair, CertificateWitness witness, int groupSize, StateChoice choice)
    {
        this.groupSize = groupSize;
        group = witness.Find(WitnessNames.Best(WitnessNames.Welfare))!;
        CountLattice observations = ObservationLattice.Of(game, pair.Global.Subsample);
        List<LocalPolicy> locals = [pair.Local];
        foreach (WitnessFunction function in witness.Functions.Where(function => function != group))
        {
            string gap = function.Name.Split('.')[0];
            if (gap is WitnessNames.Agent or WitnessNames.Selfish)
            {
                LocalPolicy? own = function.Name == WitnessNames.Best(gap) ? null : Local(function);
                tagged.Add((function, own, gap == WitnessNames.Selfish));
            }
            else
            {
                population.Add(
                    (
                        function,
                        function.Name == WitnessNames.Best(WitnessNames.Dispatcher)
                            ? null
                            : new JointPolicy(Global(function), Local(function))
                    )
                );
            }
        }

        populationStates = choice.States("population", population[0].Function.Values.Length, population.Count);
        taggedStates = choice.States("agent", tagged[0].Function.Values.Length, tagged.Count);
        groupStates = choice.States("group", group.Values.Length, 1);

        GlobalPolicy Global(WitnessFunction function) =>
            function.Global is { } actions
                ? new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, observations, actions)
                : pair.Global;

        // Equal policies are one object, so that the laws of the next state are computed once for them.
        LocalPolicy Local(WitnessFunction function)
        {
            if (function.Local is not { } table)
            {
                return pair.Local;
            }

            if (locals.Find(other => other.Probabilities.SequenceEqual(table)) is { } known)
            {
                return known;
            }

            var policy = LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table);
            locals.Add(policy);
            return policy;
        }
    }

    /// <summary>How much of each function is checked.</summary>
    internal IReadOnlyList<VerifiedFunction> Functions =>
        [
            .. population.Select(one => Part(one.Function, populationStates)),
            .. tagged.Select(one => Part(one.Function, taggedStates)),
            Part(group, groupStates),
        ];

    /// <summary>The equations, one kind of function after the other, with the name of the kind and the fraction that is done.</summary>
    internal IEnumerable<(string Kind, double Done, Inequality Inequality)> All(BellmanChecks checks)
    {
        double total = Math.Max(1.0, Functions.Sum(function => (double)function.Checked));
        long done = 0L;
        foreach (
            (string kind, IEnumerable<Inequality> inequalities) in new (string, IEnumerable<Inequality>)[]
            {
                ("the population", checks.Population(population, populationStates)),
                ("one agent", checks.Agent(tagged, taggedStates)),
                ("a group", checks.Group(group, groupSize, groupStates)),
            }
        )
        {
            foreach (Inequality inequality in inequalities)
            {
                yield return (kind, done++ / total, inequality);
            }
        }
    }

    private static VerifiedFunction Part(WitnessFunction function, IReadOnlyList<int> states) =>
        new(function.Name, states.Count, function.Values.Length);
}
