using System.Collections.Immutable;
using System.Globalization;

namespace Antiphon.Games;

/// <summary>Reads the text form of rules.</summary>
internal static class SamplingRuleText
{
    private const string Near = "near";
    private const string Forms = "uniform, replacement, weighted:STATE=w,.., weighted:near=w, lossy:q or clustered:m";

    /// <summary>Reads a rule and checks that it fits the game.</summary>
    /// <exception cref="InvalidInputException">The text is no rule, or not one for this game.</exception>
    public static SamplingRule Parse(string text, CooperativeGame game)
    {
        (string? kind, string? argument) = text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? (text[..colon], text[(colon + 1)..])
            : (text, null);
        SamplingRule rule = (kind, argument) switch
        {
            ("uniform", null) => SamplingRule.Uniform,
            ("replacement", null) => new ReplacementSampling(),
            ("lossy", { } loss) => new LossySampling(Number(text, loss, "the probability that an observation is lost, such as lossy:0.2")),
            ("clustered", { } size) => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int agents)
                ? new ClusteredSampling(agents)
                : throw Wrong(text, $"'{size}'", "the number of agents in a cluster, such as clustered:5"),
            ("weighted", { } weights) => Weighted(text, weights, game),

            // Where agents have declared types, uniform sampling take so many agents of each.
            ("stratified", null) => game.Types.Count > 1
                ? SamplingRule.Uniform
                : throw Wrong(text, "an observation by types", "another rule: this game declares no types of agents"),
            _ => throw Wrong(text, $"'{kind}'", Forms),
        };
        if (rule is not UniformSampling)
        {
            game.RequireOneType($"the sampling rule '{text}'", "observations of its agents are stratified by type; leave the rule out");
        }

        return rule.Misfit(game) is { } misfit ? throw new InvalidInputException($"the sampling rule '{text}': {misfit}") : rule;
    }

    private static WeightedSampling Weighted(string text, string argument, CooperativeGame game)
    {
        double[][] weights = Enumerable
            .Range(0, game.GlobalStates)
            .Select(_ => Enumerable.Repeat(1.0, game.LocalStates).ToArray())
            .ToArray();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (string part in argument.Split(','))
        {
            if (part.LastIndexOf('=') is not (> 0 and var equals))
            {
                throw Wrong(text, $"'{part}'", "STATE=w, such as weighted:depot=2");
            }

            (string name, double weight) = (
                part[..equals],
                Number(text, part[(equals + 1)..], "a positive weight, such as weighted:depot=2")
            );
            if (!WeightedSampling.Allows(weight))
            {
                throw Wrong(text, $"the weight {part[(equals + 1)..]} of '{name}'", "a number from 1e-9 to 1e9");
            }

            if (!named.Add(name))
            {
                throw Wrong(text, $"'{name}' twice", "each state once");
            }

            Set(text, name, weight, game, weights);
        }

        return new WeightedSampling([.. weights.Select(row => row.ToImmutableArray())], text);
    }

    private static void Set(string text, string name, double weight, CooperativeGame game, double[][] weights)
    {
        int known = Array.FindIndex([.. game.LocalStateNames], other => string.Equals(other, name, StringComparison.Ordinal));
        int state =
            known >= 0 ? known
            : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < game.LocalStates ? index
            : -1;
        if (state >= 0)
        {
            Array.ForEach(weights, row => row[state] = weight);
            return;
        }

        if (name != Near)
        {
            throw Wrong(text, $"the state '{name}'", $"one of {string.Join(", ", game.LocalStateNames)}, its number from 0, or near");
        }

        if (game.Geometry?.Distance is not { } distance)
        {
            throw Wrong(text, "near", "names of states: the game declares no distances");
        }

        for (int globalState = 0; globalState < weights.Length; globalState++)
        {
            for (int local = 0; local < game.LocalStates; local++)
            {
                weights[globalState][local] = distance[local][globalState] == 0 ? weight : weights[globalState][local];
            }
        }
    }

    private static double Number(string text, string number, string expected) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Wrong(text, $"'{number}'", expected);

    private static InvalidInputException Wrong(string text, string found, string expected) =>
        new($"the sampling rule '{text}' has {found}; expected {expected}");
}
