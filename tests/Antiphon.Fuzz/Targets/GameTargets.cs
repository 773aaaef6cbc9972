using System.Text;
using Antiphon.Games;

namespace Antiphon.Fuzz;

/// <summary>Readers of games.</summary>
internal static class GameTargets
{
    private const long ImportedAgents = 3;
    private const long LargestWritten = 1 << 20;

    /// <summary>Game files.</summary>
    public static FuzzTarget Game(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("game", "game.json", scratch, path => Bytes(GameFile.Load(path)));

    /// <summary>Game files with few digits, as `validate --normalise` takes them.</summary>
    public static FuzzTarget Rescaled(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("game-rescaled", "game.json", scratch, path => Bytes(GameFile.LoadRescaled(path).Game));

    /// <summary>Problems in Cassandra's format. The game that they become is written and read as a game file.</summary>
    public static FuzzTarget Import(FuzzFolder folder, Scratch scratch) => new("import", input =>
        {
            string path = scratch.Write("problem.pomdp", input);
            CooperativeGame game = PomdpImport.Load(path, ImportedAgents, CancellationToken.None).Game;
            if (game.DenseEntries > LargestWritten)
            {
                // A few words may select millions of probabilities, which the file of the game lists.
                return;
            }

            byte[] once = Bytes(game);
            RoundTripException.Require(once, Bytes(GameFile.Load(scratch.Write("problem.json", once))));
        });

    /// <summary>Sampling rules, which options and files name by a text.</summary>
    public static FuzzTarget Sampling(FuzzFolder folder, Scratch scratch)
    {
        CooperativeGame game = GameFile.Load(folder.Fixture("patrol.json"));
        return new FuzzTarget("sampling", input =>
        {
            string once = SamplingRule.Parse(Encoding.UTF8.GetString(input), game).Text;
            string twice = SamplingRule.Parse(once, game).Text;
            RoundTripException.Require(Encoding.UTF8.GetBytes(once), Encoding.UTF8.GetBytes(twice));
        });
    }

    private static byte[] Bytes(CooperativeGame game) => Encoding.UTF8.GetBytes(GameFile.Write(game));
}
