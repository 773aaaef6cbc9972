using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>
/// The latest answers of the surrogate's solver, one for each start. While a local policy stays, so does the answer to it: the turn after
/// a rejected local proposal asks again, and so does the measurement at the end. Answers do not depend on who asks, so that remembering
/// them changes no result.
/// </summary>
internal sealed class SurrogateAnswers
{
    // Tables of large k take megabytes; of more starts than these none is kept.
    private const int MostStarts = 16;

    private readonly Dictionary<long, (LocalPolicy Local, GLearnResult Answer)> answers = [];
    private readonly Lock gate = new();

    /// <summary>The answer to a local policy, solved unless it is remembered. Values are not kept.</summary>
    internal GLearnResult AnswerTo(LocalPolicy local, long start, Func<GLearnResult> solve)
    {
        lock (gate)
        {
            foreach ((LocalPolicy policy, GLearnResult known) in answers.Values)
            {
                if (policy.Probabilities.SequenceEqual(local.Probabilities))
                {
                    return known;
                }
            }
        }

        GLearnResult answer = solve() with { Values = [] };
        lock (gate)
        {
            if (answers.Count < MostStarts || answers.ContainsKey(start))
            {
                answers[start] = (local, answer);
            }
        }

        return answer;
    }
}
