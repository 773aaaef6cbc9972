using System.Text.Json;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>
/// Policies as models of the Open Neural Network Exchange format (operator set 17, doubles), for runtimes of other languages and devices.
/// Indices, their order and the names of states and actions are those of the game file; names are in the model's metadata.
/// </summary>
public static class OnnxFiles
{
    /// <summary>The file of the global policy.</summary>
    internal const string GlobalName = "global.onnx";

    /// <summary>The file of the local policy.</summary>
    internal const string LocalName = "local.onnx";

    // A model is one message, and messages end at 2 GB.
    private const long LargestTable = 1_900_000_000;

    /// <summary>
    /// Writes <see cref="GlobalName"/> (inputs <c>globalState</c> [batch] and <c>counts</c> [batch, S], 64-bit whole numbers; output
    /// <c>action</c> [batch]) and <see cref="LocalName"/> (inputs <c>localState</c> and <c>globalState</c> [batch]; output
    /// <c>probabilities</c> [batch, B], doubles). Each file appears whole or not at all.
    /// </summary>
    /// <param name="policy">The policies; the global one is a table, or reads alpha vectors at an estimate, or is blind.</param>
    /// <param name="game">Their game.</param>
    /// <param name="folder">An existing folder.</param>
    /// <returns>The paths of the two files, the global policy's first.</returns>
    /// <exception cref="InvalidInputException">
    /// The global policy is of another kind or too large for the format, the policies are not of this game, or a file cannot be written.
    /// </exception>
    public static IReadOnlyList<string> Write(JointPolicy policy, CooperativeGame game, string folder)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(game);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        policy.RequireFit(game);
        int subsample = policy.Global.Subsample;
        OnnxGraph graph = GlobalGraph(policy.Global, game);
        (string Key, string Value)[] observations =
        [
            ("sampling", game.Sampling.Text),
            ("split", $"[{string.Join(", ", game.Types.Count > 1 ? game.Types.Split(subsample) : [subsample])}]"),
        ];
        string[] paths = [Path.Combine(folder, GlobalName), Path.Combine(folder, LocalName)];
        AtomicFile.WriteBytes(
            paths[0],
            graph.Model(
                $"The global agent's action for its observation of {subsample} local agents.",
                [
                    .. Origin(game),
                    ("subsample", $"{subsample}"),
                    .. observations,
                    ("globalActions", Joined(game.GlobalActionNames)),
                    ("globalStates", Joined(game.GlobalStateNames)),
                    ("localStates", Joined(game.LocalStateNames)),
                ]
            )
        );
        AtomicFile.WriteBytes(
            paths[1],
            TabularOnnx
                .Local(policy.Local)
                .Model(
                    "A local agent's action probabilities for its own state and the global state.",
                    [
                        .. Origin(game),
                        ("localActions", Joined(game.LocalActionNames)),
                        ("globalStates", Joined(game.GlobalStateNames)),
                        ("localStates", Joined(game.LocalStateNames)),
                    ]
                )
        );
        return paths;
    }

    /// <summary>
    /// Writes the networks of a continuous game: <see cref="GlobalName"/> (inputs <c>observation</c> [batch, features] and, where the
    /// network takes s_g, <c>globalState</c> [batch, d_g]) and <see cref="LocalName"/> (inputs <c>globalState</c> [batch, d_g] and
    /// <c>localState</c> [batch, d_l]), all doubles. Outputs of both: <c>probabilities</c> [batch, actions] and <c>action</c> [batch], the
    /// likeliest. Each file appears whole or not at all.
    /// </summary>
    /// <param name="pair">The policies; both are networks.</param>
    /// <param name="game">Their game.</param>
    /// <param name="folder">An existing folder.</param>
    /// <returns>The paths of the two files, the global policy's first.</returns>
    /// <exception cref="InvalidInputException">
    /// A policy is no network, the networks do not fit the game, or a file cannot be written.
    /// </exception>
    public static IReadOnlyList<string> Write(ContinuousPair pair, ContinuousGame game, string folder)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(game);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        pair.Require(game);
        if (pair.Global is not NeuralGlobalPolicy global || pair.Local is not NeuralLocalPolicy local)
        {
            throw new InvalidInputException(
                "a policy of the pair draws its actions at random, independent of its observation, so there is no network to export"
            );
        }

        string[] paths = [Path.Combine(folder, GlobalName), Path.Combine(folder, LocalName)];
        AtomicFile.WriteBytes(
            paths[0],
            NetworkOnnx
                .Global(global.Network, game)
                .Model(
                    $"The global agent's action probabilities for its observation of {pair.Subsample} local agents.",
                    [("game", game.Name), ("subsample", $"{pair.Subsample}"), ("globalActions", Joined(game.GlobalActions))]
                )
        );
        AtomicFile.WriteBytes(
            paths[1],
            NetworkOnnx
                .Local(local.Network, game)
                .Model(
                    "A local agent's action probabilities for its own state and the global state.",
                    [("game", game.Name), ("localActions", Joined(game.LocalActions))]
                )
        );
        return paths;
    }

    private static OnnxGraph GlobalGraph(GlobalPolicy policy, CooperativeGame game)
    {
        switch (policy)
        {
            case TabularGlobalPolicy table:
                RequireBytes((double)game.GlobalStates * table.Lattice.Size * sizeof(ushort), "train with a smaller k");
                return TabularOnnx.Global(table);
            case AlphaVectorPolicy greedy:
                game.RequireOneType("an ONNX model of alpha vectors", "export a run of another population");
                game.RequireUncoupled("an ONNX model of alpha vectors", "export a run of another population");
                RequireBytes(AlphaVectorOnnx.Bytes(greedy.Vectors), "train a game of fewer local states");
                return new AlphaVectorOnnx(game, greedy.Subsample).Greedy(greedy);
            case BlindPolicy blind:
                return new AlphaVectorOnnx(game, blind.Subsample).Blind(blind);
            default:
                throw new InvalidInputException(NoModel(policy));
        }
    }

    private static string NoModel(GlobalPolicy policy) =>
        policy switch
        {
            RememberingPolicy => "the global policy has memory: it acts on an estimate that it keeps from step to step, which a lookup "
                + "table cannot represent; export a run without memory",
            PosteriorPolicy =>
                "the global policy weights hundreds of populations by the probability of its observation, which is not supported as an "
                    + "ONNX model; serve it, or export a run whose dispatcher uses one estimate",
            _ => "the global policy draws its actions at random, independent of its observation, so there is no table to export",
        };

    private static void RequireBytes(double bytes, string remedy)
    {
        if (bytes > LargestTable)
        {
            throw new InvalidInputException(
                $"the tables of the global policy take {bytes:N0} bytes, more than the limit of {LargestTable:N0} for an ONNX model; "
                    + $"{remedy}"
            );
        }
    }

    private static (string Key, string Value)[] Origin(CooperativeGame game) => [("game", game.Name), ("gameHash", game.Hash)];

    // Names as a JSON array, in the order of indices.
    private static string Joined(IReadOnlyList<string> names) => JsonSerializer.Serialize(names);
}
