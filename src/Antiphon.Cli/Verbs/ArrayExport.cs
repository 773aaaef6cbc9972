using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Cli.Verbs;

/// <summary>`antiphon export --npz`: a pair, its game and its values as arrays.</summary>
/// <param name="surroundings">Where the program runs.</param>
internal sealed class ArrayExport(Surroundings surroundings)
{
    private const string FileName = "policy.npz";

    /// <summary>Writes the file.</summary>
    /// <param name="from">The pair.</param>
    /// <param name="folder">Where the file goes.</param>
    public ArrayDocument Run(PairSource from, string folder)
    {
        if (from.IsContinuous)
        {
            throw new InvalidInputException("--npz applies only to games with finitely many states; export networks with --onnx");
        }

        (CooperativeGame game, JointPolicy pair, _) = from.Finite();
        string? obstacle = PairValues.Obstacle(game, pair.Global);
        PairArrays.Require(game, pair);
        PairInsight? insight = obstacle is null ? PairValues.Of(game, pair, surroundings.Processors, surroundings.Cancellation) : null;
        AtomicFile.CreateFolder(folder);
        string path = Path.Combine(folder, FileName);
        IReadOnlyList<StoredArray> arrays = PairArrays.Save(path, game, pair, insight, surroundings.Cancellation);
        return new ArrayDocument(game.Name, pair.Global.Subsample, path, arrays, obstacle is null ? null : $"--values {obstacle}");
    }
}
