using System.Text.Json;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>Reads what a policy file says of its policies as a whole: whose game, which sampling rule, how many agents are seen.</summary>
internal sealed class PolicyHead(CooperativeGame game, string source, StrictJson json)
{
    /// <summary>What earlier versions called "sampling".</summary>
    public const string FormerSampling = "look";

    /// <summary>
    /// Requires that the policy is of this game. One of another may have the right shape by chance, or wrong shapes everywhere: either way
    /// this alone is what the user needs to know.
    /// </summary>
    /// <exception cref="InvalidPolicyException">It is of another game.</exception>
    public void RequireGame(JsonElement root)
    {
        string? name = root.TryGetProperty("game", out JsonElement field) ? json.Text("game", field) : null;
        var found = new List<Violation>();
        if (
            root.TryGetProperty("discount", out JsonElement discount)
            && json.Number("discount", discount) is var gamma
            && !double.IsNaN(gamma)
            && gamma != game.Discount
        )
        {
            found.Add(
                new Violation(
                    "discount",
                    $"is {gamma:R}",
                    $"{game.Discount:R}, as in the game",
                    "use the game that the policy was made for"
                )
            );
        }

        if (root.TryGetProperty("gameHash", out JsonElement hash) && json.Text("gameHash", hash) is { } text && text != game.Hash)
        {
            found.Add(
                new Violation(
                    "gameHash",
                    $"is {JsonSerializer.Serialize(text)} (game {JsonSerializer.Serialize(name)})",
                    $"\"{game.Hash}\" (game {JsonSerializer.Serialize(game.Name)})",
                    "use the game that the policy was made for; a game with any changed number is a different game"
                )
            );
        }

        found.AddRange(PolicyNames.Others(root, game, json));
        if (found.Count > 0)
        {
            throw new InvalidPolicyException(source, json.Merge(found));
        }
    }

    /// <summary>The rule that the policy was made for; its tables may have a place for what was lost.</summary>
    public SamplingRule Sampling(JsonElement root)
    {
        string name = root.TryGetProperty(FormerSampling, out _) ? FormerSampling : "sampling";
        if (!root.TryGetProperty(name, out JsonElement field) || json.Text(name, field) is not { } text)
        {
            return SamplingRule.Uniform;
        }

        try
        {
            return SamplingRule.Parse(text, game);
        }
        catch (InvalidInputException wrong)
        {
            json.Add(name, $"is \"{text}\"", "a sampling rule of this game", wrong.Message);
            return SamplingRule.Uniform;
        }
    }

    /// <summary>k and the number of observations; null where something is wrong, which is then among the violations.</summary>
    public (int Agents, long Size)? Lattice(JsonElement root, SamplingRule sampling, int least, List<Violation> violations)
    {
        if (!root.TryGetProperty("subsample", out JsonElement field) || json.Whole("subsample", field) is not { } subsample)
        {
            return null;
        }

        if (subsample < least || subsample > game.Agents || subsample > int.MaxValue)
        {
            violations.Add(
                new Violation("subsample", $"is {subsample}", $"from {least} to the number of agents, {game.Agents}", "correct it")
            );
            return null;
        }

        if (game.Types.Count > 1 && subsample < game.Types.Count)
        {
            violations.Add(
                new Violation("subsample", $"is {subsample}", $"at least {game.Types.Count}, one agent of each type", "correct it")
            );
            return null;
        }

        CheckSplit(root, game.Types.Split(subsample), violations);
        return ((int)subsample, ObservationLattice.Vectors(game.WithSampling(sampling), subsample));
    }

    // A table over another split has other ranks, and perhaps as many.
    private void CheckSplit(JsonElement root, long[] expected, List<Violation> violations)
    {
        if (!root.TryGetProperty("split", out JsonElement field))
        {
            if (game.Types.Count > 1)
            {
                violations.Add(
                    new Violation(
                        "split",
                        "is missing",
                        $"[{string.Join(", ", expected)}], the number of observed agents of each type",
                        "add it"
                    )
                );
            }

            return;
        }

        if (json.Indices("split", field) is { } found && !found.Select(count => (long)count).SequenceEqual(expected))
        {
            violations.Add(
                new Violation(
                    "split",
                    $"is [{string.Join(", ", found)}]",
                    $"[{string.Join(", ", expected)}], the observed agents of each of the game's types",
                    "use the policy with the game that it was made for"
                )
            );
        }
    }
}
