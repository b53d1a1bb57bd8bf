import type { signInEn } from './texts-sign-in-en.js'

/** The French texts of the pages on which hosts sign in. */
export const signInFr: typeof signInEn = {
  signIn: {
    step: 'Connexion',
    title: (channel) => `Connectez-vous à ${channel}`,
    lead: (app, channel) => `${app} se connecte à ${channel} avec l’identifiant que vous y avez.`,
    email: 'Adresse e-mail',
    password: 'Mot de passe',
    submit: 'Se connecter',
    hint: 'Tout identifiant convient ici. Essayez `blocked`, `pending` ou `slow` avant l’arobase.',
    vrboLink: 'Se connecter plutôt avec votre compte Vrbo',
    extranetLink: 'Se connecter plutôt à l’Extranet',
    otherWay: 'Autre méthode',
    extranet: 'l’Extranet de Booking.com',
    inviteLink: 'Inviter plutôt un utilisateur',
    pending: 'Vrbo vérifie encore votre connexion. Connectez-vous à nouveau.',
    emailForm: 'Saisissez une adresse e-mail.',
  },
  reasons: {
    bad_credentials: 'L’adresse e-mail ou le mot de passe est incorrect.',
    blocked: 'Ce compte est bloqué. Débloquez-le sur place, puis réessayez.',
    bad_code: 'Ce code est incorrect ou trop ancien.',
  },
  code: {
    step: 'Vérification',
    title: 'Saisissez votre code',
    lead: (channel, destination) => `${channel} a envoyé un code à ${destination}.`,
    label: 'Code à six chiffres',
    submit: 'Confirmer le code',
    hint: 'Six chiffres quelconques conviennent ici, sauf `000000`.',
    back: 'Autre identifiant',
  },
  access: {
    step: 'Accès',
    signingIn: {
      title: 'Connexion en cours',
      lead: 'L’Extranet vérifie votre connexion.',
      next: 'Cela prend quelques secondes. La suite s’affichera d’elle-même.',
    },
    invite: {
      title: 'Invitez un utilisateur dans l’Extranet',
      lead: (app) => `Donnez à ${app} son propre utilisateur, et gardez votre identifiant pour vous.`,
      steps: [
        'Connectez-vous à l’Extranet de Booking.com.',
        'Ouvrez Compte, puis Utilisateurs.',
        'Choisissez d’ajouter un utilisateur. La page suivante montre lequel.',
      ],
      submit: 'Afficher l’utilisateur',
    },
    invited: {
      title: 'L’utilisateur à inviter',
      lead: 'Invitez cet utilisateur dans l’Extranet, avec un accès complet.',
      email: 'Adresse e-mail à inviter',
      name: 'Nom de l’utilisateur',
      phone: 'Numéro de téléphone pour les codes',
      done: 'J’ai invité cet utilisateur',
    },
    lacking: {
      title: 'Il manque l’accès complet',
      lead: 'L’utilisateur peut se connecter, mais ne peut pas encore tout faire.',
      steps: ['Dans l’Extranet, ouvrez Compte, puis Utilisateurs.', 'Donnez-lui un accès complet.'],
    },
    recheck: 'Vérifier à nouveau',
  },
  units: {
    step: 'Annonces',
    title: 'Associez vos annonces',
    lead: (account) =>
      `Indiquez une annonce pour chaque logement de ${account}. Vous pouvez en laisser de côté.`,
    importing: {
      title: 'Importation de vos annonces',
      lead: (account) => `Les logements de ${account} sont en cours d’importation.`,
    },
    ask: {
      title: 'Terminer sans annonce\u00a0?',
      text: (account) =>
        `Aucun logement de ${account} n’a encore d’annonce. Sans cela, ses prix, son calendrier et ses réservations n’arrivent dans aucune annonce.`,
      back: 'Associer des annonces',
      go: 'Terminer sans annonce',
    },
  },
}
