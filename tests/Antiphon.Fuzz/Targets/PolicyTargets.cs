using System.Text;
using Antiphon.Cli;
using Antiphon.Cli.Input;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;

namespace Antiphon.Fuzz;

/// <summary>Readers of policies.</summary>
internal static class PolicyTargets
{
    private const string ContinuousGame = "warehouse-continuous";

    /// <summary>Policy files of a game without types: tables, alpha vectors, with memory and without.</summary>
    public static FuzzTarget Policy(FuzzFolder folder, Scratch scratch) => Of("policy", folder.Fixture("patrol.json"), scratch);

    /// <summary>Policy files of a game with types and forbidden actions.</summary>
    public static FuzzTarget Typed(FuzzFolder folder, Scratch scratch) => Of("policy-typed", folder.Fixture("couriers.json"), scratch);

    /// <summary>Networks.</summary>
    public static FuzzTarget Neural(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("policy-neural", "policy.json", scratch, path =>
        {
            (NeuralPair networks, int subsample) = NeuralPolicyFile.LoadDeployed(path, ContinuousGame);
            string written = scratch.In("written.json");
            NeuralPolicyFile.Save(written, ContinuousGame, networks, subsample);
            return File.ReadAllBytes(written);
        });

    // As the command reads it: with the rule of sampling that the file names.
    private static FuzzTarget Of(string name, string game, Scratch scratch)
    {
        var surroundings = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = scratch.Folder,
        };
        return FuzzTarget.OfFile(name, "policy.json", scratch, path =>
        {
            (CooperativeGame deployed, JointPolicy pair) = new PolicyFileArgument(path, game, surroundings).Finite();
            return Encoding.UTF8.GetBytes(PolicyFile.Write(pair, deployed));
        });
    }
}
