namespace Orleans.InProcess.Calls;

/// <summary>Where the result of a call goes.</summary>
internal interface IAnswer<in TResult>
{
    void Succeed(TResult result);

    void Fail(Exception exception);
}
