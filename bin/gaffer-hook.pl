#!/usr/bin/perl
# The hook client: carries one hook call of Claude Code to the supervisor's gate and prints the answer.
# Rule: on any doubt a `gate` call exits 2, which blocks the action; a `note` call exits 0 in silence. A `hold` call is
# a gate whose human took longer than the deadline: it leaves in silence, and Claude Code's own dialog goes on standing.
# Plain Perl without a single module, because loading one costs more than the whole call.
#
# perl gaffer-hook.pl gate|hold|note SOCKET TOKEN_FILE DEADLINE_SECONDS  < hook.json
#
# Request:  "gaffer-hook/1 WORKER GENERATION TOKEN BYTES\n" and then BYTES bytes of JSON.
# Reply:    "gaffer-hook/1 BYTES\n", BYTES bytes of JSON, "\n", end of stream.

my ($mode, $socket_path, $token_file, $deadline) = @ARGV;
my $TOOL_CALL = qr/"hook_event_name":\s*"PreToolUse"/;
my $VERDICT = qr/\A\{.*"permissionDecision":"(?:allow|deny|ask)".*\}\z/s;
my $OBJECT = qr/\A\{.*\}\z/s;
my $AF_UNIX = 1;
my $SOCK_STREAM = 1;
my $CHUNK = 65536;
# Whether the whole call was handed over, so that the supervisor knows of it.
my $asked = 0;

doubt("was started wrongly: the mode must be gate, hold or note") unless ($mode // '') =~ /\A(?:gate|hold|note)\z/;
doubt("was started wrongly: the deadline must be whole seconds") unless ($deadline // '') =~ /\A[1-9][0-9]{0,6}\z/;

$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { exit 0 if $mode eq 'hold' && $asked; doubt("did not answer within $deadline s") };
alarm $deadline;

my $credentials = read_credentials();
my $body = read_all(*STDIN);
my $supervisor = reach();
send_all($supervisor, "gaffer-hook/1 $credentials " . length($body) . "\n" . $body);
$asked = 1;
my $reply = read_all($supervisor);
alarm 0;

doubt("gave an answer that is no answer") unless $reply =~ s/\Agaffer-hook\/1 ([0-9]{1,9})\n//;
my $announced = $1;
doubt("broke off in its answer") unless length($reply) == $announced + 1 && $reply =~ s/\n\z//;
# Claude Code takes output that it cannot read for no answer at all, and no answer at all does not block.
doubt("gave an answer without a verdict") unless $reply =~ ($body =~ $TOOL_CALL ? $VERDICT : $OBJECT);
send_all(*STDOUT, $reply);
exit 0;

sub read_credentials {
  open(my $file, '<', $token_file // '') or doubt("cannot be asked: the token file does not open ($!)");
  my $line = <$file> // '';
  close $file;
  $line =~ /\A([0-9]{1,2} [0-9]{1,15} [A-Za-z0-9_-]{20,200})\n?\z/ or doubt("cannot be asked: the token file is damaged");
  return $1;
}

# The address of a unix socket differs: BSD puts a length byte before the family, Linux does not.
sub reach {
  my $room = $^O eq 'linux' ? 108 : 104;
  doubt("cannot be reached: the socket path is too long") if length($socket_path) >= $room;
  my $address = $^O eq 'linux' ? pack("S a$room", $AF_UNIX, $socket_path)
                               : pack("C C a$room", $room + 2, $AF_UNIX, $socket_path);
  socket(my $handle, $AF_UNIX, $SOCK_STREAM, 0) or doubt("cannot be reached ($!)");
  connect($handle, $address) or doubt("cannot be reached ($!)");
  return $handle;
}

sub read_all {
  my ($handle) = @_;
  my $bytes = '';
  while (1) {
    my $count = sysread($handle, $bytes, $CHUNK, length $bytes);
    doubt("cannot be heard ($!)") unless defined $count;
    return $bytes if $count == 0;
  }
}

sub send_all {
  my ($handle, $bytes) = @_;
  my $sent = 0;
  while ($sent < length $bytes) {
    my $count = syswrite($handle, $bytes, length($bytes) - $sent, $sent);
    doubt("cannot be told ($!)") unless defined $count;
    $sent += $count;
  }
}

sub doubt {
  exit 0 if ($mode // '') eq 'note';
  print STDERR "gaffer: blocked, because the supervisor $_[0]. Nothing was run; this call was not decided.\n";
  exit 2;
}
